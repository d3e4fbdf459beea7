namespace Gantry.Archive.Objects;

/// <summary>Transfer syntaxes as one byte of a record's header. Codes are for ever: new ones are added at the end.</summary>
internal static class SyntaxCode
{
    private static readonly string[] Uids =
    [
        "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.5",
        "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81",
        "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203",
        "1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.111", "1.2.840.10008.1.2.4.112",
    ];

    /// <summary>0 for null, and for one that has no code.</summary>
    public static byte Of(string? uid) => (byte)(Array.IndexOf(Uids, uid) + 1);

    /// <summary>The Transfer Syntax UID; null for 0, and for a code that is not known here.</summary>
    public static string? ToUid(byte code) => code > 0 && code <= Uids.Length ? Uids[code - 1] : null;
}
