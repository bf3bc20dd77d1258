// The session at the market. D: what the build says (session.py). All that is counted stays on this phone.
(function(){
var d=document,W=D.words,KEY="camtay-buoi "+D.site,
$=function(i){return d.getElementById(i)},
all=function(q,e){return [].slice.call((e||d).querySelectorAll(q))},
two=function(n){return n<10?"0"+n:""+n},
PLACES=["province","commune","hamlet","team"],COUNTED=["alone","helped","not_yet"];

function say(words,values){
return words.replace(/\{([a-z_]+)\}/g,function(all,name){return name in values?values[name]:all});
}
function today(){
var t=new Date();
return t.getFullYear()+"-"+two(t.getMonth()+1)+"-"+two(t.getDate());
}
function shown(day){
var p=day.split("-");
return D.en?p[0]+"-"+p[1]+(p[2]?"-"+p[2]:""):p.reverse().join("/");
}
function make(name,words,parent){
var e=d.createElement(name);
if(words)e.textContent=words;
if(parent)parent.appendChild(e);
return e;
}
function button(words,parent,done){
var e=make("button",words,parent);
e.type="button";
e.onclick=done;
return e;
}

// --- what is kept: once in local storage, at hand at once, and once in a database that a dead battery leaves whole.
// n grows with every change; of two copies the one with the larger n is the newer.
var S={v:1,n:0,dated:"",picked:[],mins:60,begun:0,extra:0,at:0,place:{},sheet:1,counts:{}},B=null,store=null,keeps=false;

function read(){
try{
return JSON.parse(store.getItem(KEY))||S;
}catch(e){
return S;
}
}
function newest(other){
if(other&&other.v==1&&other.n>S.n)S=other;
return S;
}
function write(){
S.n++;
var text=JSON.stringify(S);
try{
store.setItem(KEY,text);
keeps=true;
}catch(e){}
if(B)try{
var t=B.transaction("s","readwrite",{durability:"strict"});
t.objectStore("s").put(text,"s");
}catch(e){}
}
// Another window of the same page may have counted meanwhile.
function change(what){
newest(read());
what();
write();
}
function open(then){
try{
var r=indexedDB.open(KEY,1);
r.onupgradeneeded=function(){r.result.createObjectStore("s")};
r.onerror=function(){then()};
r.onsuccess=function(){
B=r.result;
B.onversionchange=function(){B.close();B=null};
var got=B.transaction("s").objectStore("s").get("s");
got.onerror=function(){then()};
got.onsuccess=function(){
keeps=true;
try{newest(JSON.parse(got.result||"null"))}catch(e){}
then();
};
};
}catch(e){then()}
}

// --- lessons: fetched once, kept from then on
var L={},waits={};
window.buoi=function(made){
L[made[0]]=made;
try{store.setItem(KEY+" "+D.tag+" "+made[0],JSON.stringify(made))}catch(e){}
};
function kept(slug){
if(!L[slug])try{L[slug]=JSON.parse(store.getItem(KEY+" "+D.tag+" "+slug))}catch(e){}
return L[slug];
}
function need(slug,then){
var made=kept(slug);
if(made&&made[1]==D.lessons[slug].v)return then(made);
if(waits[slug])return waits[slug].push(then);
waits[slug]=[then];
// by its version, so that nothing in between answers with the one before
fetched(slug+".js?v="+D.lessons[slug].v,function(){
var list=waits[slug];
delete waits[slug];
list.forEach(function(f){f(kept(slug))});
});
}
function fetched(address,then){
var s=make("script");
s.src=address;
s.onload=s.onerror=function(){
s.remove();
then();
};
d.head.appendChild(s);
}

// --- choosing
function title(slug){return D.lessons[slug].id+" "+D.lessons[slug].t}
function known(slug){return !!D.lessons[slug]}
function pick(slug,wanted,before){
change(function(){
S.picked=S.picked.filter(function(x){return x!=slug&&known(x)});
if(wanted)S.picked.splice(before<0||before===undefined?S.picked.length:before,0,slug);
S.begun=0;
S.at=0;
});
plan();
}
function plan(){
var list=$("picked"),sum=0;
list.textContent="";
S.picked=S.picked.filter(known);
S.picked.forEach(function(slug,at){
var x=D.lessons[slug],li=make("li","",list),kept=make("i","",li);
sum+=x.m;
make("b",title(slug),li);
button(W.leave,li,function(){pick(slug)}).setAttribute("aria-label",W.leave+": "+title(slug));
need(slug,function(made){kept.textContent=made?"✓ "+W.kept:W.away});
x.b.forEach(function(b){
if(S.picked.slice(0,at).indexOf(b)>=0)return;
var p=make("p","",li);
p.className="al";
make("span",say(W.before,{n:title(b)})+" ",p);
button(W.add,p,function(){pick(b,true,S.picked.filter(function(s){return s!=b}).indexOf(slug))}).setAttribute("aria-label",W.add+": "+title(b));
});
});
all("#plan [type=checkbox]").forEach(function(e){e.checked=S.picked.indexOf(e.value)>=0});
all("[name=m]").forEach(function(e){e.checked=e.value==S.mins});
$("sum").textContent=sum?say(sum>S.mins?W["long"]:W.sum,{n:sum}):"";
$("begin").disabled=!sum;
$("on").hidden=!running();
}
function running(){return S.begun&&S.dated==today()&&S.picked.length}
function sessions(){
var w=$("which"),p=D.paths[$("path").value];
w.textContent="";
w.disabled=!p;
if(!p)return;
make("option","",w);
p.forEach(function(slugs,n){make("option",say(W.nth,{n:n+1})+": "+slugs.filter(known).map(title).join(", "),w).value=n});
}

// --- teaching: cards[n] is [what, slug, HTML]
var cards=[],chosen="";
function deal(then){
var left=S.picked.length,found={};
if(chosen==S.picked.join()&&cards.length)return then();
S.picked.forEach(function(slug){need(slug,function(made){
found[slug]=made;
if(--left)return;
chosen=S.picked.join();
cards=[$("first").innerHTML];
S.picked.forEach(function(s){
if(found[s])cards=cards.concat(found[s][2]);
else{
chosen="";
cards.push([s]);
}
});
cards.push($("last").innerHTML);
then();
})});
}
function show(){
var c=$("card"),n=Math.max(0,Math.min(S.at,cards.length-1)),card=cards[n];
if(!card)return;
c.innerHTML=typeof card=="string"?card:"";
if(typeof card!="string"){
make("h2",title(card[0]),c);
make("p",W.away,c).className="al";
}
all("[data-row]",c).forEach(function(e){counter(e.getAttribute("data-row"),e)});
$("back").disabled=!n;
$("fwd").disabled=n==cards.length-1;
$("card").setAttribute("aria-label",say(W.nth_card,{n:n+1,m:cards.length}));
scrollTo(0,0);
}
function go(by){
var n=Math.max(0,Math.min(S.at+by,cards.length-1));
if(n==S.at)return;
change(function(){S.at=n});
show();
$("card").focus();
}

// --- the clock: it reminds, and says nothing of being late
var said="";
function tick(){
if(!running())return;
var left=Math.ceil(S.mins+S.extra-(Date.now()-S.begun)/6e4-1e-6),told=left<=0?"over":left<=5?"soon":"";
$("left").textContent=left>0?say(W.left,{n:left}):"";
$("ten").hidden=left>5;
$("told").hidden=!told;
if(told!=said){
$("told").textContent=told&&W[told];
if(told&&navigator.vibrate)try{navigator.vibrate(200)}catch(e){}
}
said=told;
}

// --- counting
function sheet(day){return day+"|"+(S.sheet||1)}
function counter(row,parent){
var box=make("fieldset","",parent);
make("legend",named(row),box);
COUNTED.forEach(function(name,i){
var p=make("p","",box),label=make("span",W[name],p),less,out,n=0;
function counts(){return S.counts[sheet(today())]||{}}
function paint(){
n=(counts()[row]||[0,0,0])[i];
out.textContent=n;
less.disabled=!n;
}
function add(by){
change(function(){
var day=S.counts[sheet(today())]=counts();
day[row]=day[row]||[0,0,0];
day[row][i]=Math.max(0,day[row][i]+by);
});
paint();
}
p.className=i?"ct":"ct first";
less=button("−",p,function(){add(-1)});
less.setAttribute("aria-label",say(W.minus,{n:W[name]}));
out=make("output","",p);
out.setAttribute("aria-label",W[name]);
button("+",p,function(){add(1)}).setAttribute("aria-label",say(W.plus,{n:W[name]}));
paint();
});
}
function named(row){
for(var slug in D.lessons)if(D.lessons[slug].id==row)return title(slug);
return row;
}

// --- the book: what was counted on a day or in a month. A line is [day, sheet, row, [alone, helped, not yet]].
function lines(span){
var found=[];
Object.keys(S.counts).sort().forEach(function(key){
var p=key.split("|"),day=S.counts[key];
if(p[0].indexOf(span))return;
Object.keys(day).sort().forEach(function(row){
if(day[row][0]+day[row][1]+day[row][2])found.push([p[0],p[1],row,day[row]]);
});
});
return found;
}
function sums(span){
var rows={};
lines(span).forEach(function(x){
rows[x[2]]=(rows[x[2]]||[0,0,0]).map(function(n,i){return n+x[3][i]});
});
return rows;
}
function total(rows){
return Object.keys(rows).reduce(function(t,row){return t.map(function(n,i){return n+rows[row][i]})},[0,0,0]);
}
function spans(){
var days={},months={},s=$("span"),was=s.value;
lines("").forEach(function(x){days[x[0]]=1;months[x[0].slice(0,7)]=1});
s.textContent="";
Object.keys(days).sort().reverse().forEach(function(day){make("option",say(W.on_day,{n:shown(day)}),s).value=day});
Object.keys(months).sort().reverse().forEach(function(m){make("option",say(W.in_month,{n:shown(m)}),s).value=m});
if(was&&(days[was]||months[was]))s.value=was;
}
function book(){
var rows=$("rows"),ids=S.picked.filter(known).map(function(s){return D.lessons[s].id}),now=S.counts[sheet(today())]||{};
rows.textContent="";
Object.keys(now).forEach(function(row){if(ids.indexOf(row)<0)ids.push(row)});
ids.forEach(function(row){if(row)counter(row,rows)});
PLACES.forEach(function(p){if(S.place[p])$("f-"+p).value=S.place[p]});
$("f-sheet").value=S.sheet;
table();
}
function table(){
spans();
var rows=sums($("span").value),body=$("table").tBodies[0],foot=$("table").tFoot,any=!!lines("").length;
body.textContent=foot.textContent="";
function line(name,n,parent){
var tr=make("tr","",parent);
make("th",name,tr).scope="row";
n.forEach(function(x){make("td",""+x,tr)});
}
Object.keys(rows).sort().forEach(function(row){line(named(row),rows[row],body)});
line(W.all,total(rows),foot);
$("table").hidden=$("give").hidden=!any;
$("none").hidden=any;
$("text").value=message();
$("box").hidden=true;
}
function message(){
var span=$("span").value||today(),rows=sums(span);
function one(name,n){return say(W.line,{l:name,n:n[0],h:n[1],m:n[2]})}
return [
D.name+" · "+say(span.length>7?W.on_day:W.in_month,{n:shown(span)}),
PLACES.map(function(p){return S.place[p]}).filter(Boolean).reverse().join(", ")
].concat(Object.keys(rows).sort().map(function(row){return one(named(row),rows[row])}),one(W.all,total(rows))).filter(Boolean).join("\n");
}
function cell(text){
text=""+(text===undefined?"":text);
return /[",\r\n]/.test(text)?'"'+text.replace(/"/g,'""')+'"':text;
}
function csv(){
var heads=D.columns.map(function(c){return cell(c[1])});
return [heads.join()].concat(lines($("span").value).map(function(x){
var n=x[3],values={date:x[0],sheet:x[1],row:x[2],alone:n[0],helped:n[1],not_yet:n[2],total:n[0]+n[1]+n[2]};
PLACES.forEach(function(p){values[p]=S.place[p]});
return D.columns.map(function(c){return cell(values[c[0]])}).join();
})).join("\r\n")+"\r\n";
}
// A place begins with its kind, so that nobody's name stands there.
function placed(name){
var text=$("f-"+name).value.trim().replace(/\s+/g," ").normalize("NFC"),low=text.toLowerCase(),kinds=D.kinds[name]||[],
good=!text||(!kinds.length||kinds.some(function(k){return !low.indexOf(k+" ")}))&&!/\d{6}/.test(text.replace(/[ .-]/g,""));
$("e-"+name).textContent=good?"":say(W.place_bad,{n:kinds.join(", ")});
$("f-"+name).setAttribute("aria-invalid",!good);
if(good)change(function(){S.place[name]=text});
$("text").value=message();
return good&&text;
}
function copy(){
$("text").select();
if(d.execCommand("copy"))$("done").textContent=W.copied;
}
function codes(){
var parts=[""],at=0,box=$("box"),place=all(".qr",box)[0];
// 600 bytes a code: a phone beside it still reads them from a screen
message().split("\n").forEach(function(line){
var last=parts[parts.length-1];
if(last&&unescape(encodeURIComponent(last+line)).length>600)parts.push(line);
else parts[parts.length-1]=last?last+"\n"+line:line;
});
function draw(){
var code=qrcode(0,"M"),side,path="";
code.addData(parts[at],"Byte");
code.make();
side=code.getModuleCount();
for(var y=0;y<side;y++)for(var x=0;x<side;x++)if(code.isDark(y,x))path+="M"+(x+4)+" "+(y+4)+"h1v1h-1z";
place.innerHTML='<svg viewBox="0 0 '+(side+8)+" "+(side+8)+'" role="img" shape-rendering="crispEdges"><path d="'+path+'"/></svg>';
place.firstChild.setAttribute("aria-label",say(W.piece,{n:at+1,m:parts.length}));
$("done").textContent=parts.length>1?say(W.piece,{n:at+1,m:parts.length}):"";
$("prev").disabled=!at;
$("next").disabled=at==parts.length-1;
}
$("prev").hidden=$("next").hidden=parts.length<2;
$("prev").onclick=function(){at--;draw()};
$("next").onclick=function(){at++;draw()};
qrcode.stringToBytes=qrcode.stringToBytesFuncs["UTF-8"];
draw();
box.hidden=false;
box.scrollIntoView();
}

// --- which part of the page is shown
function look(){
var where=location.hash.slice(1),teach=where=="the"&&running();
if(where=="the"&&!teach)return location.replace("#");
// from the page of a lesson
if(known(where)&&S.picked.indexOf(where)<0)pick(where,true);
["plan","the","so"].forEach(function(id){$(id).hidden=id!=(teach?"the":where=="so"?"so":"plan")});
$("bar").hidden=!teach;
d.body.className=teach?"teach":"";
$("up").href=running()?"#the":"#";
if(teach){
tick();
deal(show);
}else if(where=="so")book();
else plan();
scrollTo(0,0);
}

$("ns").hidden=true;
$("ways").hidden=$("rest").hidden=false;
all("#plan [type=checkbox]").forEach(function(e){
e.hidden=false;
e.onchange=function(){pick(e.value,e.checked)};
});
all("[name=m]").forEach(function(e){e.onchange=function(){change(function(){S.mins=+e.value});plan()}});
$("path").onchange=sessions;
$("which").onchange=function(){
var slugs=(D.paths[$("path").value]||[])[$("which").value];
if($("which").value===""||!slugs)return;
change(function(){
S.picked=slugs.filter(known);
S.begun=S.at=0;
});
plan();
};
$("begin").onclick=function(){
change(function(){
S.dated=today();
S.begun=Date.now();
S.extra=S.at=0;
});
if(navigator.storage&&navigator.storage.persist)navigator.storage.persist();
location.hash="the";
};
$("ten").onclick=function(){change(function(){S.extra=Math.max(S.extra,(Date.now()-S.begun)/6e4-S.mins)+10});tick()};
$("back").onclick=function(){go(-1)};
$("fwd").onclick=function(){go(1)};
$("span").onchange=function(){var v=this.value;table();this.value=v};
$("f-sheet").onchange=function(){
var n=+this.value;
if(n>0&&n<1e3)change(function(){S.sheet=Math.floor(n)});
book();
};
PLACES.forEach(function(p){$("f-"+p).onchange=function(){placed(p)}});
$("csv").onclick=function(){
var good=PLACES.filter(placed).length==PLACES.length,text=csv(),name="cam-tay-"+$("span").value+".csv",a=make("a");
if(!good)$("where").open=true;
$("text").value=text;
a.download=name;
a.href=URL.createObjectURL(new Blob(["\ufeff"+text],{type:"text/csv;charset=utf-8"}));
d.body.appendChild(a);
a.click();
a.remove();
$("done").textContent=say(W.file,{n:name});
};
$("zalo").onclick=function(){
$("text").value=message();
if(navigator.share)navigator.share({text:message()})["catch"](function(){});
else copy();
};
$("code").onclick=function(){
if(window.qrcode)codes();
else fetched(D.encoder,function(){
if(window.qrcode)codes();
else $("done").textContent=W.away;
});
};
$("empty").onclick=function(){
var was=JSON.stringify([S.counts,S.place,S.picked]);
function put(counts,place,picked){
change(function(){
S.counts=counts;
S.place=place;
S.picked=picked;
S.begun=S.at=0;
});
PLACES.forEach(function(p){$("f-"+p).value=place[p]||""});
book();
}
put({},{},[]);
$("gone").textContent=W.emptied;
$("undo").hidden=false;
$("undo").onclick=function(){
put.apply(null,JSON.parse(was));
$("undo").hidden=true;
$("gone").textContent="";
};
};

// --- fingers and keys
var from=null,RTL=d.documentElement.dir=="rtl"?-1:1;
$("card").addEventListener("touchstart",function(e){from=e.touches.length==1?[e.touches[0].clientX,e.touches[0].clientY]:null},false);
$("card").addEventListener("touchend",function(e){
if(!from)return;
var t=e.changedTouches[0],x=t.clientX-from[0],y=t.clientY-from[1];
from=null;
if(Math.abs(x)>60&&Math.abs(x)>2*Math.abs(y))go(RTL*(x<0?1:-1));
},false);
addEventListener("keydown",function(e){
if($("the").hidden||/INPUT|SELECT|TEXTAREA/.test(e.target.nodeName))return;
if(e.key=="ArrowRight")go(RTL);
if(e.key=="ArrowLeft")go(-RTL);
});
addEventListener("storage",function(e){if(e.key==KEY){newest(read());look()}});
addEventListener("hashchange",look);
setInterval(tick,1e4);

try{store=window.localStorage}catch(e){}
try{
store.setItem(KEY+" ?","1");
store.removeItem(KEY+" ?");
keeps=true;
}catch(e){}
newest(read());
look();
open(function(){
$("mem").hidden=keeps;
look();
});
// Whoever opens this page again finds it without a network, with the cards of all lessons: sw.js. Not where the phone is to save data.
var worker=navigator.serviceWorker,net=navigator.connection;
function ask(x,heard){
worker.ready.then(function(r){
var c=new MessageChannel();
c.port1.onmessage=function(e){heard(e.data)};
r.active.postMessage(x,[c.port2]);
});
}
function whole(x){
if(x.kept)$("all").textContent=W.whole;
return x.kept;
}
if(worker)worker.register(D.encoder.split("assets/")[0]+"sw.js").then(function(){
ask({has:D.all},function(x){
if(!whole(x)&&!(net&&net.saveData))ask({keep:D.all},whole);
});
})["catch"](function(){});
})();
