namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>How many bits a sample has (18181-1 D.3.4).</summary>
internal readonly record struct SampleDepth(int Bits, bool IsFloat)
{
    public static SampleDepth Read(ref JxlBitReader reader)
    {
        if (!reader.ReadBool())
        {
            int bits = (int)reader.ReadU32(8, 0, 10, 0, 12, 0, 1, 6);
            if (bits > 31)
            {
                reader.Fail($"Samples of {bits} bits.");
            }

            return new SampleDepth(Math.Min(bits, 31), false);
        }

        int all = (int)reader.ReadU32(32, 0, 16, 0, 24, 0, 1, 6);
        reader.Read(4);
        return new SampleDepth(all, true);
    }
}
