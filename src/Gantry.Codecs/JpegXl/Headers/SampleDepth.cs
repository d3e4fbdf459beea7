namespace Gantry.Codecs.JpegXl.Headers;

/// <summary>How many bits a sample has (18181-1 D.3.4).</summary>
/// <param name="Bits">All together.</param>
/// <param name="IsFloat">Sign, exponent and fraction, as IEEE 754 has them for 16 and 32 bits.</param>
/// <param name="ExponentBits">Of a float.</param>
internal readonly record struct SampleDepth(int Bits, bool IsFloat, int ExponentBits = 0)
{
    /// <summary>The number that a float's bits stand for.</summary>
    public float ToNumber(int bits)
    {
        if (Bits == 32)
        {
            return BitConverter.Int32BitsToSingle(bits);
        }

        int fractionBits = Bits - ExponentBits - 1, bias = (1 << (ExponentBits - 1)) - 1;
        int exponent = (bits >> fractionBits) & ((1 << ExponentBits) - 1), fraction = bits & ((1 << fractionBits) - 1);
        float number = exponent == 0
            ? MathF.ScaleB(fraction, 1 - bias - fractionBits)
            : MathF.ScaleB(fraction + (1 << fractionBits), exponent - bias - fractionBits);
        return ((bits >> (Bits - 1)) & 1) != 0 ? -number : number;
    }

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
        int exponent = 1 + reader.ReadInt(4);
        if (exponent is < 2 or > 8 || all - exponent - 1 is < 2 or > 23)
        {
            reader.Fail($"Floats of {all} bits, {exponent} of them the exponent.");
        }

        return new SampleDepth(all, true, exponent);
    }
}
