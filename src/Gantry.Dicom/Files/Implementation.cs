namespace Gantry.Dicom.Files;

/// <summary>What this implementation calls itself in files and associations (PS3.7 D.3.3.2, PS3.10 7.1).</summary>
public static class Implementation
{
    /// <summary>Implementation Class UID, from a UUID (PS3.5 B.2).</summary>
    public const string ClassUid = "2.25.261942438417083983137452513239854226968";

    /// <summary>Implementation Version Name, at most 16 characters.</summary>
    public const string VersionName = "GANTRY_0_1";
}
