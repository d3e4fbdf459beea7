namespace Gantry.Dicom;

/// <summary>Rules of unique identifiers (PS3.5 9.1).</summary>
public static class DicomUid
{
    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create("0123456789.");

    public const int MaxLength = 64;

    /// <summary>
    /// True for 1 to 64 characters of digits and dots. Lenient: components with leading zeros and a trailing or doubled dot occur in real
    /// devices' UIDs and identify as well as others, PS3.5 9.1; what could leave a path or a query is never accepted.
    /// </summary>
    public static bool IsAcceptable(ReadOnlySpan<char> uid)
    {
        if (uid.IsEmpty || uid.Length > MaxLength || !char.IsAsciiDigit(uid[0]))
        {
            return false;
        }

        return !uid.ContainsAnyExcept(Allowed);
    }

    /// <summary>A new UID under 2.25 from a random UUID (PS3.5 B.2).</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        return OfUuid(bytes);
    }

    /// <summary>
    /// The UID of something that is always made alike from the same things: under 2.25, from a UUID of version 8 (RFC 9562 5.8) whose free bits are the SHA-256 of their names
    /// (PS3.5 B.2).
    /// </summary>
    /// <param name="names">What it is made from, in their order.</param>
    public static string Derive(params ReadOnlySpan<string> names)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\0', names!)), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return OfUuid(hash[..16]);
    }

    private static string OfUuid(ReadOnlySpan<byte> bytes)
    {
        return "2.25." + new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
