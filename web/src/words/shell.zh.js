export const words = {
  "shell.policies": "政策",
  "shell.edit": "编辑",
  "shell.try": "试算",
  "shell.explain": "解释",
  "shell.compare": "对比",
  "shell.check": "检查",
  "shell.book": "手册",
  "shell.language": "English",
  "shell.views": "此版本的各个页面",
  "shell.no-service": "服务没有响应。`backhaul serve` 还在运行吗？",
  "shell.no-page": "没有这个页面。",
};
