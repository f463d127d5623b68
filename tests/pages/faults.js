() => {
  const faults = [];
  const id = (name) => document.getElementById(name);
  for (const each of document.querySelectorAll("[aria-describedby], [aria-labelledby]"))
    for (const attribute of ["aria-describedby", "aria-labelledby"])
      for (const name of (each.getAttribute(attribute) ?? "").split(" ").filter(Boolean))
        if (!id(name)) faults.push(`${attribute}=${name} points at nothing`);
  for (const each of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!each.labels?.length) faults.push(`${each.name} has no label`);
  for (const each of document.querySelectorAll("form[method=post]"))
    if (!each.elements.namedItem("token")?.value) faults.push(`${each.action} has no token`);
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  for (const each of new Set(ids)) if (ids.filter((other) => other === each).length > 1) faults.push(`${each} twice`);
  if (!document.documentElement.lang) faults.push("no lang");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`${document.documentElement.scrollWidth} px wide`);
  return faults;
}
