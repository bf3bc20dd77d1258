// Never needed. Shares the page where the phone can, reads it aloud where the phone has a voice for its language.
(function(){
var d=document,S=window.speechSynthesis,h=d.getElementById("sh"),b=d.getElementById("say"),s=[].slice.call(d.querySelectorAll(".no,.s")),i=-1,v,t,T;
if(navigator.share){
h.hidden=false;
// who closes the list of apps has not made a mistake
h.onclick=function(){navigator.share({title:d.title,url:location.href.split("#")[0]})["catch"](function(){})};
}
if(!b||!S)return;
t=b.lastChild;T=t.textContent;
function show(n){
if(s[i])s[i].classList.remove("on");
i=n;
if(s[n]){s[n].classList.add("on");s[n].scrollIntoView({block:"center"})}
t.textContent=s[n]?b.getAttribute("data-stop"):T;
}
function stop(){show(-1);S.cancel()}
function say(n){
show(n);
if(!s[n])return;
var u=new SpeechSynthesisUtterance([].map.call(s[n].querySelectorAll("h2,h3,li,.e,.a"),function(e){return e.textContent}).join(". "));
u.voice=v;u.lang=v.lang.replace("_","-");u.rate=.9;
u.onend=function(){if(i==n)say(n+1)};
u.onerror=function(){if(i==n)stop()};
S.speak(u);
}
function find(){
v=S.getVoices().filter(function(x){return x.lang.slice(0,2).toLowerCase()==b.getAttribute("data-v").slice(0,2)})[0];
b.hidden=!v;
}
find();S.onvoiceschanged=find;
b.onclick=function(){if(i<0){S.cancel();say(0)}else stop()};
addEventListener("pagehide",stop);
})()
