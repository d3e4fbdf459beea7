namespace Gantry.Backends.Sqlite;

/// <summary>
/// A UID in half its bytes: a nibble a character, '.' as 1, digits as 2 to 11, 0 after the last of an odd number. Byte order of packed UIDs is the ordinal order of their text.
/// </summary>
internal static class PackedUid
{
    public const int MaxBytes = 32;

    /// <summary>Packs at most 64 characters of digits and dots; returns the bytes used.</summary>
    public static int Pack(ReadOnlySpan<char> uid, Span<byte> packed)
    {
        for (int i = 0; i < uid.Length; i += 2)
        {
            int high = Nibble(uid[i]);
            int low = i + 1 < uid.Length ? Nibble(uid[i + 1]) : 0;
            packed[i / 2] = (byte)((high << 4) | low);
        }

        return (uid.Length + 1) / 2;
    }

    public static string Unpack(ReadOnlySpan<byte> packed)
    {
        Span<char> text = stackalloc char[packed.Length * 2];
        int length = 0;
        foreach (byte b in packed)
        {
            text[length++] = Character(b >> 4);
            if ((b & 0xF) != 0)
            {
                text[length++] = Character(b & 0xF);
            }
        }

        return new string(text[..length]);
    }

    private static int Nibble(char c) => c switch
    {
        '.' => 1,
        >= '0' and <= '9' => c - '0' + 2,
        _ => throw new ArgumentException("A UID has digits and dots only.", nameof(c)),
    };

    private static char Character(int nibble) => nibble == 1 ? '.' : (char)('0' + nibble - 2);
}
