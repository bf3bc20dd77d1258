// Never needed: without it the answers lie folded under each question. Nothing is sent and nothing is kept.
(function(){
var d=document,t=d.getElementById("ns"),say=function(k){return t.getAttribute("data-"+k)};
t.style.display="none";
d.addEventListener("click",function(e){
var b=e.target,q,s,r,tries;
while(b&&b.nodeName!="BUTTON")b=b.parentNode;
if(!b)return;
for(q=b;q.nodeName!="LI";)q=q.parentNode;
s=q.querySelector("[role=status]");
r=q.querySelector("[data-ok]");
tries=+q.getAttribute("data-t")+1;
q.setAttribute("data-t",tries);
// a text that is the same again is read again only if it was away
s.textContent="";
var judged=b.parentNode.className.indexOf("ju")>0,right=b==r;
setTimeout(function(){s.textContent=say(right?"y":judged?"m":tries>1?"l":"n")},30);
b.setAttribute("data-s",right?"y":"n");
if(right||judged){
q.querySelector("details").open=true;
q.querySelector("details").setAttribute("open","");
}
// after two wrong taps the right place shows itself
if(!right&&!judged&&tries>1)r.setAttribute("data-s","l");
});
})();
