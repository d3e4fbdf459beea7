namespace Gantry.Network;

/// <summary>What this implementation says of itself in every association (PS3.7 D.3.3.2).</summary>
public static class ImplementationIdentity
{
    public const string ClassUid = "2.25.196042866158917438201536774219865430172";
    public const string VersionName = "GANTRY_0_1";
}
