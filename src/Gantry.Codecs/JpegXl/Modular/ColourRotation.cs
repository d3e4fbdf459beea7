namespace Gantry.Codecs.JpegXl.Modular;

/// <summary>Three channels as sums and differences of each other, reversibly (18181-1 H.6.1).</summary>
internal static class ColourRotation
{
    public static bool Check(ref JxlBitReader reader, ModularStream stream, ModularTransform transform) =>
        AreAlike(stream, transform.First, 3) || reader.Fail("Colours are rotated in channels that differ or are not there.");

    /// <summary>Such channels are there, all of one shape, and all of the picture or none.</summary>
    public static bool AreAlike(ModularStream stream, int first, int count)
    {
        if (count < 1 || first + count > stream.Channels.Count || (first < stream.MetaChannels && first + count > stream.MetaChannels))
        {
            return false;
        }

        for (int i = 1; i < count; i++)
        {
            if (!stream.Channels[first].Matches(stream.Channels[first + i]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool Undo(ModularStream stream, ModularTransform transform)
    {
        int order = transform.Rotation / 7, form = transform.Rotation % 7;
        ModularChannel a = stream.Channels[transform.First], b = stream.Channels[transform.First + 1], c = stream.Channels[transform.First + 2];

        // What comes out first, second and third goes where the order says.
        ModularChannel first = stream.Channels[transform.First + (order % 3)];
        ModularChannel second = stream.Channels[transform.First + ((order + 1 + (order / 3)) % 3)];
        ModularChannel third = stream.Channels[transform.First + ((order + 2 - (order / 3)) % 3)];
        for (int y = 0; y < a.Height; y++)
        {
            Span<int> rowA = a.Row(y), rowB = b.Row(y), rowC = c.Row(y);
            Undo(form, rowA, rowB, rowC);
            if (order != 0)
            {
                Reorder(rowA, rowB, rowC, first.Row(y), second.Row(y), third.Row(y));
            }
        }

        return true;
    }

    private static void Reorder(Span<int> a, Span<int> b, Span<int> c, Span<int> first, Span<int> second, Span<int> third)
    {
        for (int x = 0; x < a.Length; x++)
        {
            (int forFirst, int forSecond, int forThird) = (a[x], b[x], c[x]);
            first[x] = forFirst;
            second[x] = forSecond;
            third[x] = forThird;
        }
    }

    private static void Undo(int form, Span<int> a, Span<int> b, Span<int> c)
    {
        b = b[..a.Length];
        c = c[..a.Length];
        if (form == 6)
        {
            for (int x = 0; x < a.Length; x++)
            {
                int base_ = a[x] - (c[x] >> 1);
                int blue = base_ - (b[x] >> 1);
                a[x] = blue + b[x];
                b[x] = c[x] + base_;
                c[x] = blue;
            }

            return;
        }

        if ((form & 1) != 0)
        {
            for (int x = 0; x < a.Length; x++)
            {
                c[x] += a[x];
            }
        }

        if (form >> 1 == 1)
        {
            for (int x = 0; x < a.Length; x++)
            {
                b[x] += a[x];
            }
        }
        else if (form >> 1 == 2)
        {
            for (int x = 0; x < a.Length; x++)
            {
                b[x] += (a[x] + c[x]) >> 1;
            }
        }
    }
}
