package org.gangway.fastcgi;

/**
 * The types of record (FastCGI specification, section 8, {@code FCGI_*} values of the type component).
 */
public enum RecordType {
    BEGIN_REQUEST(1),
    ABORT_REQUEST(2),
    END_REQUEST(3),
    PARAMS(4),
    STDIN(5),
    STDOUT(6),
    STDERR(7),
    DATA(8),
    GET_VALUES(9),
    GET_VALUES_RESULT(10),
    UNKNOWN_TYPE(11);

    private static final RecordType[] BY_CODE = new RecordType[12];

    static {
        for (RecordType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    /**
     * @return the value of the type component on the wire, 1 to 11
     */
    public int code() {
        return code;
    }

    /**
     * @param code the value of the type component on the wire, 0 to 255
     * @return the type, or null if the specification knows none of that value
     */
    public static RecordType of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
