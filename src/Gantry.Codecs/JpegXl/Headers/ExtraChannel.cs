namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>A channel beside those of colour (18181-1 D.3.6).</summary>
internal readonly record struct ExtraChannel(int Kind, SampleDepth Depth, int Shift)
{
    public const int Alpha = 0;

    public static ExtraChannel Read(ref JxlBitReader reader)
    {
        if (reader.ReadBool())
        {
            return new ExtraChannel(Alpha, new SampleDepth(8, false), 0);
        }

        int kind = reader.ReadEnum();
        SampleDepth depth = SampleDepth.Read(ref reader);
        int shift = (int)reader.ReadU32(0, 0, 3, 0, 4, 0, 1, 3);
        reader.SkipFar(8 * reader.ReadU32(0, 0, 0, 4, 16, 5, 48, 10));
        switch (kind)
        {
            case Alpha:
                reader.ReadBool();
                break;
            case 2:
                // Spot colour.
                reader.SkipFar(64);
                break;
            case 5:
                // Colour filter array.
                reader.ReadU32(1, 0, 0, 2, 3, 4, 19, 8);
                break;
        }

        return new ExtraChannel(kind, depth, shift);
    }
}
