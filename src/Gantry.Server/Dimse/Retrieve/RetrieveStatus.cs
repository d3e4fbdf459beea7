namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Status values of C-GET and C-MOVE (PS3.4 tables C.4-2 and C.4-3).</summary>
internal static class RetrieveStatus
{
    public const ushort UnableToCount = 0xA701;
    public const ushort UnableToPerform = 0xA702;
    public const ushort DestinationUnknown = 0xA801;
    public const ushort IdentifierMismatch = 0xA900;
    public const ushort CompletedWithFailures = 0xB000;
}
