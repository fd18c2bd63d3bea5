#- *: => not yet
