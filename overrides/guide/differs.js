// Never needed: without it every step has its SMS.
(function(){
var d=document,n=navigator,all=function(q){return [].slice.call(d.querySelectorAll(q))};
all("button").forEach(function(b){
var text=b.parentNode.parentNode.querySelector(".tx").textContent.split(" · ").join("\n");
b.hidden=false;
if(!n.share)b.textContent=b.getAttribute("data-c");
b.onclick=function(){
// who closes the list of apps has not made a mistake
if(n.share)return n.share({text:text})["catch"](function(){});
var t=d.createElement("textarea");
t.value=text;
d.body.appendChild(t);
t.select();
if(d.execCommand("copy"))b.textContent=b.getAttribute("data-d");
else b.parentNode.parentNode.querySelector("details").open=true; // to be copied by hand
t.remove();
};
});
})();
