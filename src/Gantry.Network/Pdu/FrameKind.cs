namespace Gantry.Network.Pdu;

public enum FrameKind
{
    Whole,
    DataStart,
    Fragment,
}
