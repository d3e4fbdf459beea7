namespace Gantry.Server.Dimse;

internal enum ProxyHeaderStatus
{
    NeedMoreData,
    Whole,
    Malformed,
}
