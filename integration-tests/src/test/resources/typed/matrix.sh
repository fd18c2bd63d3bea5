#- text: ./test.sh; => this test is a part of what it runs; MatrixDocumentTest compares what it writes with these pages
