using System.CommandLine;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>Starts the archive and its workstation on a data folder.</summary>
public static class ServeCommand
{
    public static Command Create()
    {
        var settings = new SettingsArguments();
        Option<int?> httpPort = new("--http-port") { Description = "Port of the workstation and DICOMweb (http.port, 8080).", HelpName = "N" };
        Option<string?> httpAddress = new("--http-address") { Description = "\"localhost\", \"any\" or an IP address (http.address, localhost).", HelpName = "ADDRESS" };
        Option<int?> dicomPort = new("--dicom-port") { Description = "Port of the DICOM listener (dicom.port, 11112).", HelpName = "N" };
        Option<string?> aeTitle = new("--ae-title") { Description = "This archive's AE title (dicom.aeTitle, GANTRY).", HelpName = "NAME" };
        Option<bool> tls = new("--tls") { Description = "Serve HTTPS; without a certificate, with a self-made one (http.tls)." };
        Option<string?> certificate = new("--tls-certificate") { Description = "Certificate in PEM or PKCS#12 (http.tlsCertificate).", HelpName = "FILE" };
        Option<string?> key = new("--tls-key") { Description = "Private key in PEM (http.tlsKey).", HelpName = "FILE" };
        var command = new Command("serve", "Start the archive: DICOM, DICOMweb and the workstation.");
        foreach (Option option in new Option[] { httpPort, httpAddress, dicomPort, aeTitle, tls, certificate, key })
        {
            command.Options.Add(option);
        }

        settings.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var overrides = new Dictionary<string, string>();
            void Override(string name, object? value)
            {
                if (value is not null)
                {
                    overrides[name] = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
                }
            }

            Override("http.port", parsed.GetValue(httpPort));
            Override("http.address", parsed.GetValue(httpAddress));
            Override("dicom.port", parsed.GetValue(dicomPort));
            Override("dicom.aeTitle", parsed.GetValue(aeTitle));
            Override("http.tls", parsed.GetValue(tls) || parsed.GetValue(certificate) is not null ? true : null);
            Override("http.tlsCertificate", parsed.GetValue(certificate));
            Override("http.tlsKey", parsed.GetValue(key));
            SettingsValues values = settings.Read(parsed, out DataFolder data, overrides);
            return GantryServer.RunAsync(data, values);
        });
        return command;
    }
}
