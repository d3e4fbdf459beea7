using System.ComponentModel.DataAnnotations;
using System.Net;
using Gantry.Dicom;

namespace Gantry.Settings;

/// <summary>The listener for DICOM associations.</summary>
public sealed record DicomListenerOptions : IValidatableObject
{
    /// <summary>TCP port; 0 takes any free one and prints it.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 11112;

    /// <summary>"localhost", "any", or the IP address to listen on. Who may associate is decided apart from it.</summary>
    public string Address { get; init; } = "any";

    /// <summary>This archive's AE title: 1 to 16 characters (PS3.5 6.2).</summary>
    public string AeTitle { get; init; } = "GANTRY";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Gantry.Dicom.AeTitle.TryParse(AeTitle, out _))
        {
            yield return new ValidationResult($"'{AeTitle}' is not an AE title: 1 to 16 printable ASCII characters without a backslash.", [nameof(AeTitle)]);
        }

        if (Address is not ("localhost" or "any") && !IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult($"'{Address}' is not \"localhost\", \"any\" or an IP address.", [nameof(Address)]);
        }
    }
}
