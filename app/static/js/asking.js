/*! Built by tools/web/build.mjs; sources and licences: tools/web, app/static/LICENSES.md */
async function t(){try{if((await fetch("/session/alive",{headers:{Accept:"application/json"},cache:"no-store",redirect:"manual"})).status===401){postMessage("ended");return}}catch{}clearTimeout(e),e=setTimeout(t,2500)}var e=setTimeout(t,2500);addEventListener("message",()=>{clearTimeout(e),t()});
