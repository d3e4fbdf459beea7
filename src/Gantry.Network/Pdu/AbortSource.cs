namespace Gantry.Network.Pdu;

/// <summary>Who aborted (PS3.8 table 9-26).</summary>
public enum AbortSource : byte
{
    ServiceUser = 0,
    ServiceProvider = 2,
}
