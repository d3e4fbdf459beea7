namespace Gantry.Dicom;

/// <summary>What the tables of PS3.5 6.2, 7.1.2 and 7.3 say of each value representation.</summary>
public static class VrRules
{
    /// <summary>One of the VRs of PS3.5 Table 6.2-1.</summary>
    public static bool IsKnown(Vr vr) => vr is Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.FD or Vr.FL or Vr.IS or Vr.LO or Vr.LT
        or Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.PN or Vr.SH or Vr.SL or Vr.SQ or Vr.SS or Vr.ST
        or Vr.SV or Vr.TM or Vr.UC or Vr.UI or Vr.UL or Vr.UN or Vr.UR or Vr.US or Vr.UT or Vr.UV;

    /// <summary>Explicit VR elements with a 16-bit length; all others, future VRs too, have two reserved bytes and a 32-bit length (PS3.5 7.1.2).</summary>
    public static bool HasShortLength(Vr vr) => vr is Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.FD or Vr.FL or Vr.IS or Vr.LO or Vr.LT
        or Vr.PN or Vr.SH or Vr.SL or Vr.SS or Vr.ST or Vr.TM or Vr.UI or Vr.UL or Vr.US;

    /// <summary>Bytes that change order between little and big endian together: 1, 2, 4 or 8 (PS3.5 7.3). AT is two words of 2.</summary>
    public static int WordBytes(Vr vr) => vr switch
    {
        Vr.US or Vr.SS or Vr.OW or Vr.AT => 2,
        Vr.UL or Vr.SL or Vr.FL or Vr.OF or Vr.OL => 4,
        Vr.FD or Vr.OD or Vr.SV or Vr.UV or Vr.OV => 8,
        _ => 1,
    };

    /// <summary>Bytes of one value of a binary VR with multiplicity; 0 for strings, byte streams and sequences.</summary>
    public static int ValueBytes(Vr vr) => vr switch
    {
        Vr.US or Vr.SS => 2,
        Vr.UL or Vr.SL or Vr.FL or Vr.AT => 4,
        Vr.FD or Vr.SV or Vr.UV => 8,
        _ => 0,
    };

    /// <summary>The value field is characters.</summary>
    public static bool IsString(Vr vr) => vr is Vr.AE or Vr.AS or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.IS or Vr.LO or Vr.LT
        or Vr.PN or Vr.SH or Vr.ST or Vr.TM or Vr.UC or Vr.UI or Vr.UR or Vr.UT;

    /// <summary>Specific Character Set governs the value (PS3.5 6.1.2.3).</summary>
    public static bool UsesCharacterSet(Vr vr) => vr is Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.UC or Vr.UT;

    /// <summary>A string that is one value: a backslash in it is a character (PS3.5 6.4).</summary>
    public static bool IsSingleText(Vr vr) => vr is Vr.ST or Vr.LT or Vr.UT or Vr.UR;

    /// <summary>Spaces before the first character are not significant (PS3.5 Table 6.2-1).</summary>
    public static bool IgnoresLeadingSpace(Vr vr) => IsString(vr) && !IsSingleText(vr) && vr is not Vr.UC;

    /// <summary>What makes a value field even: NUL for UI and bytes, a space for other strings (PS3.5 6.2).</summary>
    public static byte Padding(Vr vr) => IsString(vr) && vr is not Vr.UI ? (byte)' ' : (byte)0;

    /// <summary>The two characters of the VR.</summary>
    public static string Code(Vr vr) => string.Create(2, vr, static (span, v) => (span[0], span[1]) = ((char)((ushort)v >> 8), (char)((ushort)v & 0xFF)));
}
