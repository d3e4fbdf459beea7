namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>Which cluster's distribution each context uses (18181-1 C.2.2).</summary>
internal static class ContextMap
{
    /// <summary>Reads as many entries as there are contexts, and tells how many clusters they name: at most 256.</summary>
    public static bool Read(ref JxlBitReader reader, scoped Span<byte> map, out int clusters)
    {
        clusters = 1;
        if (map.Length == 1)
        {
            map[0] = 0;
            return true;
        }

        if (reader.ReadBool())
        {
            int bits = reader.ReadInt(2);
            for (int i = 0; i < map.Length; i++)
            {
                map[i] = (byte)reader.Read(bits);
            }
        }
        else if (!ReadCoded(ref reader, map))
        {
            return false;
        }

        foreach (byte cluster in map)
        {
            clusters = Math.Max(clusters, cluster + 1);
        }

        return !reader.IsFailed;
    }

    private static bool ReadCoded(ref JxlBitReader reader, scoped Span<byte> map)
    {
        bool movesToFront = reader.ReadBool();
        using EntropyCode? code = EntropyCode.Read(ref reader, 1, allowsRepeats: map.Length > 2);
        if (code is null)
        {
            return false;
        }

        EntropyReader symbols = new(code, ref reader);
        for (int i = 0; i < map.Length; i++)
        {
            uint cluster = symbols.Read(ref reader, 0);
            if (cluster > 255 || reader.IsFailed)
            {
                return reader.Fail("A context map names more than 256 clusters.");
            }

            map[i] = (byte)cluster;
        }

        if (!symbols.End())
        {
            return reader.Fail("A context map does not end where it should.");
        }

        if (movesToFront)
        {
            MoveToFront(map);
        }

        return true;
    }

    private static void MoveToFront(Span<byte> map)
    {
        Span<byte> order = stackalloc byte[256];
        for (int i = 0; i < 256; i++)
        {
            order[i] = (byte)i;
        }

        for (int i = 0; i < map.Length; i++)
        {
            int at = map[i];
            byte value = order[at];
            map[i] = value;
            order[..at].CopyTo(order[1..]);
            order[0] = value;
        }
    }
}
