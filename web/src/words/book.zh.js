export const words = {
  "book.title": "规则手册",
  "book.about": "用文字写出整套规则：每项条款、规则、术语和数值，供阅读、打印和签署。",
  "book.print": "打印",
  "book.unfinished": "手册尚未全部生成，完成后才能打印。",
  "book.html": "下载网页",
  "book.markdown": "下载 Markdown",
  "book.other-language": "该政策没有中文文字，手册以其自身语言显示。",
};
