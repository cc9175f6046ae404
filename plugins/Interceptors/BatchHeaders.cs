using FlumePlug.Sdk;

namespace FlumePlug.Interceptors;

/// <summary>Sets one header on a whole batch.</summary>
internal static class BatchHeaders
{
    /// <summary>Events that share their headers share the result.</summary>
    public static void Set(EventBatch batch, string name, string value, bool preserveExisting)
    {
        if (!preserveExisting)
        {
            batch.SetHeader(name, value);
            return;
        }
        Headers? before = null;
        Headers? after = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var headers = batch[i].Headers;
            if (!ReferenceEquals(headers, before))
                (before, after) = (headers, headers.Contains(name) ? headers : headers.With(name, value));
            if (!ReferenceEquals(headers, after))
                batch.SetHeaders(i, after!);
        }
    }
}
