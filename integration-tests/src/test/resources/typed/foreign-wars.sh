#- text: ./test.sh --wars => it fetches the WARs and builds all anew, which takes 20 minutes; what it runs is DifferentialWT
