using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.Security;

/// <summary>The peer's network address, as audit and limits name it.</summary>
public static class Address
{
    public static string? Of(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString();
    }
}
