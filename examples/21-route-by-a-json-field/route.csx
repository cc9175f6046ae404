if (Json["type"] != "order")
    return Default;
return Json["amount"].Number >= Params.Number("vipFrom") ? "orders vip" : "orders";
