namespace Gantry.Network.Pdu;

public enum FrameStatus
{
    NeedMoreData,
    Frame,
    Malformed,
}
