// Never needed: reads the red box and the steps aloud where the phone has a voice for the page's language.
(function(){
var d=document,S=window.speechSynthesis,b=d.getElementById("say"),s=d.querySelectorAll(".no,.s"),t=b.lastChild,T=t.textContent,i=-1,v;
function show(n){
if(s[i])s[i].classList.remove("on");
i=n;
if(s[n]){s[n].classList.add("on");s[n].scrollIntoView({block:"center"})}
t.textContent=s[n]?b.getAttribute("data-stop"):T;
}
function stop(){show(-1);S.cancel()}
function say(n){
show(n);
if(!s[n])return stop();
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
if(!S)return;
find();S.onvoiceschanged=find;
b.onclick=function(){if(i<0){S.cancel();say(0)}else stop()};
addEventListener("pagehide",stop);
})();
