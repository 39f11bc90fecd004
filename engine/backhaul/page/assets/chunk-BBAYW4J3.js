import{b as l}from"./chunk-7S4LPTT6.js";var e=null;function o({again:i=!1}={}){return(i||!e)&&(e=l("/page/policies"),e.catch(()=>e=null)),e}export{o as a};
