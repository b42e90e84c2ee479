using System.Globalization;
using System.Net;
using Microsoft.ML;

internal static class Client
{
    private const int SimultaneousCalls = 8;
    private const int Calls = 400;

    public static async Task CallAsync(Uri url)
    {
        Scan[] scans = LoadScans(100);
        using var http = new HttpClient { BaseAddress = url };
        Console.WriteLine($"GET  /health         {await http.GetStringAsync("/health")}");

        Encoded one = await PostAsync<Encoded>(http, "/encode", scans[0]);
        string[] latent = [.. one.Latent.Select(value => value.ToString("F2", CultureInfo.InvariantCulture))];
        Console.WriteLine($"POST /encode         {string.Join("  ", latent)}");

        float[][] batch = (await PostAsync<Codes>(http, "/encode/batch", new Scans([.. scans.Select(scan => scan.Pixels)]))).Latent;
        bool isSame = batch[0].SequenceEqual(one.Latent);
        Console.WriteLine($"POST /encode/batch   {batch.Length} rows of {batch[0].Length}; the first equals the one above: {isSame}");

        Anomaly digit = await PostAsync<Anomaly>(http, "/anomaly", scans[0]);
        var scrambled = new Scan { Pixels = [.. scans[0].Pixels.Reverse().Select((pixel, slot) => slot % 2 * pixel)] };
        Anomaly anomaly = await PostAsync<Anomaly>(http, "/anomaly", scrambled);
        Console.WriteLine(FormattableString.Invariant(
            $"POST /anomaly        {digit.SquaredError:F0} for a digit, {anomaly.SquaredError:F0} for every other pixel of it in reverse order"));

        using HttpResponseMessage refused = await http.PostAsJsonAsync("/encode", new Scan { Pixels = scans[0].Pixels[1..] });
        Console.WriteLine($"POST /encode         {(int)refused.StatusCode} {await refused.Content.ReadAsStringAsync()}");

        // What a service must expect from clients, each a mistake of theirs and not an error of its own.
        await RefuseAsync(http, HttpStatusCode.RequestEntityTooLarge, "20 million zeros", $"[{string.Join(',', Enumerable.Repeat(0, 20_000_000))}]");
        await RefuseAsync(http, HttpStatusCode.UnsupportedMediaType, "an unknown encoding", "{}", "application/json; charset=nonsense");
        await RefuseAsync(http, HttpStatusCode.UnsupportedMediaType, "no JSON", "pixels=1", "application/x-www-form-urlencoded");
        await RefuseAsync(http, HttpStatusCode.BadRequest, "nothing", string.Empty);
        await RefuseAsync(http, HttpStatusCode.BadRequest, "half a row", "{\"pixels\": [[1, 2");
        await RefuseAsync(http, HttpStatusCode.BadRequest, "deep nesting", $"{{\"pixels\": {new string('[', 10_000)}{new string(']', 10_000)}}}");
        await RefuseAsync(http, HttpStatusCode.BadRequest, "numbers beyond single precision", JsonOf(Enumerable.Repeat("1e999", 64)));
        await RefuseAsync(http, HttpStatusCode.BadRequest, "NaN", JsonOf(Enumerable.Repeat("\"NaN\"", 64)));
        await RefuseAsync(http, HttpStatusCode.BadRequest, "no row", "{\"pixels\": [null]}");

        int same = 0;
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = SimultaneousCalls }, async (call, _) =>
        {
            Encoded encoded = await PostAsync<Encoded>(http, "/encode", scans[call % scans.Length]);
            Interlocked.Add(ref same, encoded.Latent.SequenceEqual(batch[call % scans.Length]) ? 1 : 0);
        });
        Console.WriteLine($"POST /encode         {Calls} calls, {SimultaneousCalls} at a time: {same} responses equal those of the batch");
    }

    private static async Task<T> PostAsync<T>(HttpClient http, string path, object body)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>())!;
    }

    private static string JsonOf(IEnumerable<string> pixels) => $"{{\"pixels\": [[{string.Join(',', pixels)}]]}}";

    /// <summary>Sends what the service must refuse; an exception ends the program if the response is anything else.</summary>
    private static async Task RefuseAsync(HttpClient http, HttpStatusCode expected, string what, string body, string type = "application/json")
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/encode/batch") { Content = content };

        // Wait for the service's answer to the headers before sending the body.
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await http.SendAsync(request);
        if (response.StatusCode != expected)
        {
            throw new InvalidOperationException($"The response to {what} is {response.StatusCode}, not {expected}.");
        }

        Console.WriteLine($"POST /encode/batch   {(int)response.StatusCode} for {what}");
    }

    private static Scan[] LoadScans(int count)
    {
        var mlContext = new MLContext();
        IDataView digits = mlContext.Data.LoadFromTextFile<Scan>(
            Path.Combine(AppContext.BaseDirectory, "digits.csv"), separatorChar: ',', hasHeader: true);
        return [.. mlContext.Data.CreateEnumerable<Scan>(mlContext.Data.TakeRows(digits, count), reuseRowObject: false)];
    }
}
