<%@ page contentType="text/html; charset=UTF-8" import="org.gangway.sample.Html" session="false" trimDirectiveWhitespaces="true" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Hello from a JSP</title>
  <link rel="icon" href="${Html.escape(pageContext.request.contextPath)}/assets/icon.svg">
  <link rel="stylesheet" href="${Html.escape(pageContext.request.contextPath)}/assets/app.css">
</head>
<body>
<main class="single">
  <p class="eyebrow">hello.jsp</p>
  <h1>Hello, ${empty param.name ? "world" : Html.escape(param.name)}</h1>
  <p class="lead">A Jakarta Server Page, compiled by the container on its first request.</p>
  <div class="card table">
  <table>
    <tbody>
      <tr><th scope="row">contextPath</th><td id="contextPath">${Html.escape(pageContext.request.contextPath)}</td></tr>
      <tr><th scope="row">requestURI</th><td id="requestURI">${Html.escape(pageContext.request.requestURI)}</td></tr>
      <tr><th scope="row">method</th><td id="method">${Html.escape(pageContext.request.method)}</td></tr>
      <tr><th scope="row">scheme</th><td id="scheme">${Html.escape(pageContext.request.scheme)}</td></tr>
      <tr><th scope="row">server</th><td id="server">${Html.escape(pageContext.request.serverName)}:${pageContext.request.serverPort}</td></tr>
      <tr><th scope="row">remoteAddr</th><td id="remoteAddr">${Html.escape(pageContext.request.remoteAddr)}</td></tr>
      <tr><th scope="row">remoteUser</th><td id="remoteUser">${empty pageContext.request.remoteUser ? "none" : Html.escape(pageContext.request.remoteUser)}</td></tr>
      <tr><th scope="row">2 + 3</th><td id="sum">${2 + 3}</td></tr>
    </tbody>
  </table>
  </div>
  <p><a class="button" href="${Html.escape(pageContext.response.encodeURL(pageContext.request.contextPath.concat('/')))}">Back to the page</a></p>
</main>
</body>
</html>
