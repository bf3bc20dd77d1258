// Finding among the guides that are kept, for whoever has no network: every word that was typed, without tones, anywhere in a line.
(function(){
var d=document,q=d.getElementById("fq"),no=d.getElementById("fn"),
lists=[].slice.call(d.querySelectorAll("main ul")),
fold=function(x){return x.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f\u200b-\u200d\u2060\ufeff]/g,"").replace(/\u0111/g,"d")};
d.getElementById("fi").hidden=false;
q.oninput=function(){
var words=fold(q.value).split(" "),all=0;
lists.forEach(function(u){
var some=0;
[].forEach.call(u.children,function(li){
var x=fold(li.textContent),is=words.every(function(y){return x.indexOf(y)>=0});
li.style.display=is?"":"none";
some+=is;
});
u.style.display=u.previousElementSibling.style.display=some?"":"none";
all+=some;
});
no.textContent=all?"":no.getAttribute("data-n");
};
})();
