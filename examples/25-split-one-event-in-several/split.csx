if (!Json.IsValid || !Json["items"].Exists)
    return;
foreach (var element in Json["items"])
    Emit(element.ToString(), Headers.All.With("order", Json["order"].Text ?? ""));
Drop();
