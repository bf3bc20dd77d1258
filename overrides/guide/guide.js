// Never needed. All that a guide's script does; what a page has no use for is left out of it (listen, recorded).
(function(){
var d=document,n=navigator,B=d.body,on,
all=function(q,e){return[].slice.call((e||d).querySelectorAll(q))},
$=function(i){return d.getElementById(i)},

// One step a screen. The address keeps the place: #3 is the third screen, #b3 the third step of the whole page.
L=all("h2[id],li.s,#z"),M=window.matchMedia&&matchMedia("print");
if(L[0].id=="p1")L.shift();
all("li.s").forEach(function(e,i){e.id="b"+(i+1)});
function see(){
var h=location.hash.slice(1),i=h-1;
if(on)on.classList.remove("on");
on=L[i];
B.className=on?"one":"";
if(on){
on.classList.add("on");
$("bk").href="#"+(i||"m");
$("nx").href="#"+(i+2);
$("nx").hidden=!L[i+1];
$("kh").hash=$("ex").href="#"+on.id;
on.tabIndex=-1;
on.focus();
scrollTo(0,0);
}else if(h=$(h))h.scrollIntoView();
}
$("go").href="#1";
$("go").hidden=false;
addEventListener("hashchange",see);
if(location.hash)see();

{% if not page.is_kept %}
// Whoever comes back finds this guide without a network: sw.js
if(n.serviceWorker)n.serviceWorker.register("../sw.js")["catch"](function(){});
{% endif %}

// What goes wrong is folded; not on paper.
function fold(o){all(".s details").forEach(function(e){e.open=o})}
fold(false);
if(M)M.addListener(function(){fold(M.matches)});

// The link goes where the phone can send it, else it is copied. The number stands below for whoever can do neither.
var h=$("sh"),U={% if page.is_kept %}"https://"+all(".ad")[0].textContent+"/"{% else %}d.URL.split("#")[0]{% endif %};
h.hidden=false;
if(!n.share)h.textContent=h.dataset.c;
h.onclick=function(){
// who closes the list of apps has not made a mistake
if(n.share)return n.share({title:d.title,url:U})["catch"](function(){});
var t=d.createElement("textarea");
t.value=U;
B.appendChild(t);
t.select();
if(d.execCommand("copy"))h.textContent=h.dataset.d;
t.remove();
};
{% if listen %}

// Plays what was recorded, a part at a time, reads the rest where the phone has a voice for the page's language. k: the next of Q, kept when stopped.
{% set speaks = language.phone_voice %}
var {% if speaks %}S=window.speechSynthesis,{% endif %}b=$("say"),w=b.lastChild,W=w.textContent,E=all(".no,li.s"),Q=[],K=[],k=0,one,g=0,now,lit,v,a,u;
E.forEach(function(e,i){
{% if recorded %}
var s=all("audio",e)[0];
if(s){
s.controls=false;
Q.push([i,0,s]);
}{% if not speaks %}else return;{% else %}else
{% endif %}
{% endif %}
{% if speaks %}
all("h2,h3,li,p,summary",e).forEach(function(x){
var t=x.textContent.trim();
if(x.nodeName=="H3")t=t.replace(/\/\d+/,".");
if(x.parentNode.nodeName=="LI"&&x.parentNode!=e)return;
if(t)Q.push([i,t]);
});
{% endif %}
if(!i)return;
var c=d.createElement("button");
c.className="ls";
c.innerHTML=b.innerHTML;
c.lastChild.className="vh";
c.lastChild.textContent=W+": "+all(".n",e)[0].textContent;
c.onclick=function(){
var was=now&&one==i;
stop();
if(was)return;
one=i;
if(!Q[k]||Q[k][0]!=i)for(k=0;Q[k][0]<i;)k++;
go();
};
e.appendChild(c);
K[i]=c;
});
function light(e){
if(lit)lit.classList.remove("lit");
lit=e;
if(e){
e.classList.add("lit");
e.scrollIntoView({block:"nearest"});
}
w.textContent=e?b.dataset.stop:W;
}
function stop(){
now=0;
g++;
{% if recorded %}
if(a)a.pause();
{% endif %}
{% if speaks %}
if(S)S.cancel();
{% endif %}
light();
}
function go(){
{% if recorded and speaks %}
while(Q[k]&&!Q[k][2]&&!v)k++;
{% endif %}
var x=Q[k],G=++g,next=function(){if(G==g){k++;go()}},fail=function(){if(G==g)stop()};
if(!x)k=0;
if(!x||one&&x[0]!=one)return stop();
now=1;
light(E[x[0]]);
{% if recorded %}
{% if speaks %}
if(x[2]){
{% endif %}
a=x[2];
a.currentTime=0;
a.onended=next;
a.onerror=fail;
x=a.play();
if(x)x["catch"](fail);
{% if speaks %}
return;
}
{% endif %}
{% endif %}
{% if speaks %}
u=new SpeechSynthesisUtterance(x[1]);
u.voice=v;
u.lang=v.lang.replace("_","-");
u.rate=.9;
u.onend=next;
u.onerror=fail;
S.speak(u);
{% endif %}
}
{% if speaks %}
function find(){
v=S&&S.getVoices().filter(function(x){return x.lang.slice(0,2)==d.documentElement.lang.slice(0,2)})[0];
b.hidden=!v{% if recorded %}&&!$("m").querySelector("audio"){% endif %};
K.forEach(function(c,i){c.hidden=!v{% if recorded %}&&!E[i].querySelector("audio"){% endif %}});
}
{% endif %}
b.onclick=function(){
one=0;
if(now)stop();else go();
};
addEventListener("pagehide",stop);
{% if speaks %}
find();
if(S)S.onvoiceschanged=find;
{% else %}
b.hidden=false;
{% endif %}
{% if not recorded %}
// the web view of a chat app has no voice; the phone's own browser may have one
else if(/Android/.test(n.userAgent)){
w.textContent=b.dataset.b;
b.hidden=false;
b.onclick=function(){location="intent:"+U.slice(6)+"#Intent;scheme=https;end"};
}
{% endif %}
{% endif %}
})();
