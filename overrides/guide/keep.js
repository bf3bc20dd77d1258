// Keeping a language on the phone. Where the browser cannot, the page says what else there is, and lists the guides all the same.
(function(){
var d=document,w=navigator.serviceWorker,
$=function(i){return d.getElementById(i)},
k=$("kp"),b=$("ky"),f=$("kn"),bar=$("pg"),out=$("st"),name=k.getAttribute("data-n"),
word=function(x){return k.getAttribute("data-"+x)},
mb=function(n){return Math.ceil(n/1e6)};
if(location.hash=="#off")out.textContent=word("off");
function send(x,heard){
w.ready.then(function(r){
var c=new MessageChannel();
c.port1.onmessage=function(e){heard(e.data)};
r.active.postMessage(x,[c.port2]);
});
}
function show(kept){
bar.hidden=true;
b.hidden=kept;
f.hidden=!kept;
b.disabled=false;
}
function heard(x){
if(x.of){
bar.hidden=false;
bar.max=x.of;
bar.value=x.done;
out.textContent=word("go").replace("{n}",mb(x.done)).replace("{m}",mb(x.of));
return;
}
show(!!x.kept);
out.textContent=word(x.failed||(x.kept?"ok":"gone"));
}
b.onclick=function(){
b.disabled=true;
// asks the phone not to tidy it away
if(navigator.storage&&navigator.storage.persist)navigator.storage.persist();
send({keep:name},heard);
};
f.onclick=function(){send({forget:name},heard)};
if(w&&window.caches)w.register(word("root")+"sw.js").then(function(){
k.hidden=false;
$("no").hidden=true;
send({has:name},function(x){
show(x.kept);
if(x.kept&&!out.textContent)out.textContent=word("ok");
});
})["catch"](function(){});
})();
