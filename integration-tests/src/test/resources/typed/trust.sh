#- apache: # /etc/apache2/sites-available/shop.conf => RecipeIT, within a recipe
#- nginx: # /etc/nginx/sites-available/shop => RecipeIT, within a recipe
#- lighttpd: # /etc/lighttpd/conf-enabled => RecipeIT, within a recipe
