// Looks again until the report is there.
setTimeout(() => location.reload(), 3000);
