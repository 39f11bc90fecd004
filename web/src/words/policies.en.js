export const words = {
  "policies.title": "Policies",
  "policies.draft": "draft",
  "policies.released": "released",
};
