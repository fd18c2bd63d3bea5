needs python3
quick_start
cd "$sources"
cp /srv/shop/shop.war app.war
java=/usr/lib/jvm/java-17-openjdk-amd64/bin/java
[ -e $java ] || install -D -m 755 /usr/local/bin/java $java
#> enter sh: JAVA_HOME=
says '^wall [0-9]* ms ([0-9]*-[0-9]*)  CPU [0-9]* ms ([0-9]*-[0-9]*)  load '
