namespace Gantry.Backends.Sqlite;

/// <summary>Unsigned numbers of seven bits a byte, lowest first, the high bit saying that another follows.</summary>
internal static class Varint
{
    public const int MaxBytes = 10;

    public static int Write(Span<byte> output, ulong value)
    {
        int n = 0;
        while (value >= 0x80)
        {
            output[n++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[n++] = (byte)value;
        return n;
    }

    /// <summary>Reads one number and moves on. False when the bytes end within it.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> input, out ulong value)
    {
        value = 0;
        for (int i = 0; i < input.Length && i < MaxBytes; i++)
        {
            value |= (ulong)(input[i] & 0x7F) << (7 * i);
            if (input[i] < 0x80)
            {
                input = input[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
