namespace Gantry.Backends.Sqlite;

/// <summary>Collects the values of a statement that is being composed; text only ever enters SQL as a bound parameter.</summary>
internal sealed class Parameters
{
    private readonly List<object> values = [];

    /// <summary>Takes a string, a long or bytes; returns the placeholder.</summary>
    public string Add(object value)
    {
        values.Add(value);
        return "?" + values.Count;
    }

    public string AddUid(string uid)
    {
        byte[] packed = new byte[PackedUid.MaxBytes];
        return Add(packed[..PackedUid.Pack(uid, packed)]);
    }

    public Statement BindTo(Statement statement)
    {
        for (int i = 0; i < values.Count; i++)
        {
            _ = values[i] switch
            {
                string text => statement.Bind(i + 1, text),
                long number => statement.Bind(i + 1, number),
                byte[] bytes => statement.BindBlob(i + 1, bytes),
                object other => throw new ArgumentException($"No parameter is made of {other.GetType()}."),
            };
        }

        return statement;
    }
}
