// Every Chinese word the scripts show or look for. Logic elsewhere holds none.
export const S = {
  cancel: "取消",
  close: "关闭",
  sure: (what) => `确定要“${what}”吗？办理后会留下记录。`,
  unsaved: "写的内容还没有提交。",
  restored: "已取回上次没有提交的文字。",
  discard: "不要，恢复原样",
  sending: (percent) => `正在上传 ${percent}%`,
  checking: "已上传，正在检查和保存…",
  failed: "没有送到，网络或服务没有应答。填写的内容都还在，请再试一次。",
  tooBig: (name, limit) => `“${name}”超过 ${limit} MB，请压缩或拆分后再选。`,
  gone: "这几个字已经改掉了。",
  filesStay: (n) => `选好的 ${n} 个附件还在，不用重新选择；要换文件时再选。`,
  keys: {
    title: "键盘用法",
    rows: [
      ["/", "搜索"],
      ["g 再按 1–9", "打开左栏第几项"],
      ["j / k", "下一行 / 上一行"],
      ["Enter", "打开所在的一行"],
      ["Alt + F10", "从正文到编辑工具栏"],
      ["Esc", "关闭弹出的面板"],
      ["?", "看这张表"],
    ],
  },
};

export const E = {
  toolbar: "编辑工具",
  style: "段落样式",
  styles: ["正文", "一级标题", "二级标题", "三级标题"],
  bold: "加粗",
  bullet: "列表",
  ordered: "编号",
  quote: "引用",
  table: "表格",
  undo: "撤销",
  redo: "重做",
  source: "源码",
  rowAfter: "下方加行",
  columnAfter: "右侧加列",
  rowDelete: "删除行",
  columnDelete: "删除列",
  tableDelete: "删除表格",
  tableTools: "表格工具",
  length: (n) => `${n} 字`,
  range: (min, max) => (min && max ? `要求 ${min}–${max} 字` : max ? `不超过 ${max} 字` : min ? `不少于 ${min} 字` : ""),
  short: (n) => `还差 ${n} 字`,
  near: (n) => `还可以写 ${n} 字`,
  over: (n) => `超出 ${n} 字`,
  rule: "汉字和标点各算一个字，一串连续的字母或数字算一个字，空格不算。",
  missing: "还没有写到：",
  complete: "要素齐全",
  jump: "跳到这里",
  mask: "遮盖",
  maskAll: (n) => `遮盖全部 ${n} 个个人号码`,
  picturesDropped: (n) => `粘贴的内容里有 ${n} 张图片没有保留，请作为附件上传。`,
};

// What a reader expects in a report; a page may pass its own list in data-facts as JSON [{label, pattern}].
export const FACTS = {
  time: { label: "时间", pattern: "\\d{1,4}\\s*年|\\d{1,2}\\s*月|\\d{1,2}\\s*[日号]|[一二三四五六七八九十]+月|今年|去年|季度|上半年|下半年|今天|昨天|截至" },
  place: { label: "地点或单位", pattern: "[\\u4e00-\\u9fff]{1,8}(?:省|自治区|市|县|区|州|盟|旗|镇|乡|村|街道|局|厅|委|公司|银行|协会)" },
  source: { label: "数据或情况来源", pattern: "据.{0,16}(?:统计|反映|了解|调查|监测|报告|介绍|测算)|数据来源|来源[：:]|(?:统计|监测|调查)(?:数据)?(?:显示|表明)" },
  contact: { label: "联系人和电话", pattern: "1[3-9]\\d{9}|0\\d{2,3}[-－— ]?\\d{7,8}|联系人|联系电话" },
};

// Bullets Word and WPS draw with symbol fonts, and the numbering that must stay as text.
export const WORD = {
  bullet: /^[·•●○■□◆◇▪▫➢➤✓✔lnuqvØüo§Ÿ*–—-]$/,
  number: /^(\d{1,3})[.．、)）]?$/,
};
