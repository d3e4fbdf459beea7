using Gantry.Dicom;
using Microsoft.AspNetCore.Http;

namespace Gantry.Server.DicomWeb;

/// <summary>The address under which this request's client reaches the services: what Retrieve URL (0008,1190) and Content-Location are made from.</summary>
public readonly struct ServiceAddress
{
    private readonly string root;

    private ServiceAddress(string root) => this.root = root;

    /// <summary>From the request's scheme, host and path base, which a configured reverse proxy may have set.</summary>
    public static ServiceAddress Of(HttpRequest request, DicomWebOptions options) =>
        new($"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{options.PathPrefix}");

    public string Study(string study) => $"{root}/studies/{study}";

    public string Series(string study, string series) => $"{root}/studies/{study}/series/{series}";

    public string Instance(string study, string series, string instance) => $"{root}/studies/{study}/series/{series}/instances/{instance}";

    public string Instance(Archive.InstanceIdentity identity) => Instance(identity.Study.Value, identity.Series.Value, identity.Instance.Value);

    public string Frame(Archive.InstanceIdentity identity, int frame) => $"{Instance(identity)}/frames/{frame}";
}
