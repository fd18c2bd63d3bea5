#- *: => pictures; RecipeListTest looks for the classes in them
