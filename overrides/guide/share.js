// Never needed: shows the share button where the phone can share.
(function(){
var h=document.getElementById("sh");
if(navigator.share){
h.hidden=false;
// who closes the list of apps has not made a mistake
h.onclick=function(){navigator.share({title:document.title,url:location.href.split("#")[0]})["catch"](function(){})};
}
})();
