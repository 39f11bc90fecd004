export const words = {
  "policies.title": "政策",
  "policies.draft": "草稿",
  "policies.released": "已发布",
};
