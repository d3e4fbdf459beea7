using System.Net;

namespace Gantry.Server.Dimse;

/// <summary>An IP address or a CIDR network.</summary>
internal readonly record struct AddressRange(IPNetwork Network)
{
    public static bool TryParse(string text, out AddressRange range)
    {
        if (IPNetwork.TryParse(text, out IPNetwork network))
        {
            range = new AddressRange(network);
            return true;
        }

        bool single = IPAddress.TryParse(text, out IPAddress? address);
        range = single ? new AddressRange(new IPNetwork(address!, address!.GetAddressBytes().Length * 8)) : default;
        return single;
    }

    public bool Contains(IPAddress address) => Network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
