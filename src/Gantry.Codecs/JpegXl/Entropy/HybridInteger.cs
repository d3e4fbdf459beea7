using System.Runtime.CompilerServices;

namespace Gantry.Codecs.JpegXl.Entropy;

/// <summary>How a token and the bits that follow it make a number (18181-1 C.3.3).</summary>
internal readonly struct HybridInteger
{
    private readonly int split;
    private readonly byte exponent, high, low;

    private HybridInteger(int exponent, int high, int low)
    {
        split = 1 << exponent;
        this.exponent = (byte)exponent;
        this.high = (byte)high;
        this.low = (byte)low;
    }

    public static HybridInteger Read(ref JxlBitReader reader, int logAlphabet)
    {
        int exponent = reader.ReadInt(JxlBitReader.CeilLog2((uint)logAlphabet + 1));
        int high = 0, low = 0;
        if (exponent != logAlphabet)
        {
            high = reader.ReadInt(JxlBitReader.CeilLog2((uint)exponent + 1));
            low = high > exponent ? 0 : reader.ReadInt(JxlBitReader.CeilLog2((uint)(exponent - high) + 1));
        }

        if (exponent > logAlphabet || high + low > exponent)
        {
            reader.Fail("A configuration of integers that does not fit.");
            return default;
        }

        return new HybridInteger(exponent, high, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(ref JxlBitReader reader, uint token)
    {
        if (token < (uint)split)
        {
            return token;
        }

        int inToken = high + low;
        int bits = (exponent - inToken + (int)((token - (uint)split) >> inToken)) & 31;
        uint lowBits = token & ((1u << low) - 1);
        uint highBits = ((token >> low) & ((1u << high) - 1)) | (1u << high);
        return (((highBits << bits) | reader.Read(bits)) << low) | lowBits;
    }
}
